import { JoinInput } from '../../domain/versions/override'
import { operatorProcedure } from '../init'

export const join = operatorProcedure
  .input(JoinInput)
  .mutation(({ ctx, input }) =>
    ctx.services.joinVersions([input.id, input.other], { why: input.why, by: ctx.operator }),
  )
