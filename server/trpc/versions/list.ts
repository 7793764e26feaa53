import { VersionsInput } from '../../domain/versions/override'
import { readProcedure } from '../init'

export const listVersions = readProcedure
  .input(VersionsInput)
  .query(({ ctx, input }) => ctx.services.listVersions(input.id))
