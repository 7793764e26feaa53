import { JoinInput } from '../domain/override'
import { operatorProcedure } from '../../trpc/init'

export const join = operatorProcedure
  .input(JoinInput)
  .mutation(({ ctx, input }) =>
    ctx.services.joinVersions([input.id, input.other], { why: input.why, by: ctx.operator }),
  )
