import { VersionsInput } from '../domain/override'
import { readProcedure } from '../../trpc/init'

export const listVersions = readProcedure
  .input(VersionsInput)
  .query(({ ctx, input }) => ctx.services.listVersions(input.id))
