import { SplitInput } from '../domain/override'
import { operatorProcedure } from '../../trpc/init'

export const split = operatorProcedure
  .input(SplitInput)
  .mutation(({ ctx, input }) => ctx.services.splitVersion(input.id, { why: input.why, by: ctx.operator }))
