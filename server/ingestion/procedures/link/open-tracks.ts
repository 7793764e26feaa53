import { askProcedure } from '../../../trpc/init'
import { LinksInput } from './input'

export const openTracks = askProcedure
  .input(LinksInput)
  .mutation(({ ctx, input }) => ctx.services.openTracks(input.links, ctx.signal))
