import { readProcedure } from '../../../trpc/init'
import { LinksInput } from './input'

/** What links name, short links followed: reads nothing into the catalog. */
export const resolve = readProcedure
  .input(LinksInput)
  .query(({ ctx, input }) => ctx.services.resolveLinks(input.links, ctx.signal))
