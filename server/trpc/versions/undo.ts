import { VersionsInput } from '../../domain/versions/override'
import { operatorProcedure } from '../init'

export const undo = operatorProcedure
  .input(VersionsInput)
  .mutation(({ ctx, input }) => ctx.services.undoVersions(input.id, ctx.operator))
