import { VersionsInput } from '../domain/override'
import { operatorProcedure } from '../../trpc/init'

export const undo = operatorProcedure
  .input(VersionsInput)
  .mutation(({ ctx, input }) => ctx.services.undoVersions(input.id, ctx.operator))
