import { z } from 'zod'
import { MAX_SEEDS } from '../../domain/controls'
import { askProcedure } from '../init'

const Input = z.object({
  links: z.array(z.string().min(1, 'A link is empty.').max(4096, 'A link is too long.')).max(2 * MAX_SEEDS),
})

export const openTracks = askProcedure
  .input(Input)
  .mutation(({ ctx, input }) => ctx.services.openTracks(input.links, ctx.signal))
