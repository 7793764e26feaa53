import { z } from 'zod'
import { userProcedure } from '../../../trpc/init'

/** Spotify pages by offset up to 100,000. */
const MAX_PAGE = 2000
const Input = z.object({
  page: z.number().int().min(1).max(MAX_PAGE, 'There are not so many pages.').default(1),
})

export const playlists = userProcedure
  .input(Input)
  .query(({ ctx, input }) => ctx.services.accounts.listPlaylists(ctx.user, input.page, ctx.signal))
