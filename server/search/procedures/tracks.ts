import { readProcedure } from '../../trpc/init'
import { SearchInput } from '../domain/search'

export const tracks = readProcedure
  .input(SearchInput)
  .query(({ ctx, input }) => ctx.services.searchTracks(input))
