import { SplitInput } from '../../domain/versions/override'
import { operatorProcedure } from '../init'

export const split = operatorProcedure
  .input(SplitInput)
  .mutation(({ ctx, input }) => ctx.services.splitVersion(input.id, { why: input.why, by: ctx.operator }))
