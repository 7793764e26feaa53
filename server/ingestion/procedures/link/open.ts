import { z } from 'zod'
import { MAX_LINK_TEXT } from '../../../domain/spotify-ref'
import { askProcedure } from '../../../trpc/init'

const Input = z.object({
  url: z.string({ error: 'Give the link as `url`.' }).max(MAX_LINK_TEXT, 'The link is too long.'),
})

export const open = askProcedure
  .input(Input)
  .mutation(async ({ ctx, input }) =>
    ctx.services.openLink(input.url, await ctx.listener.findUser(), ctx.signal),
  )
