import { RunEvaluation } from '../../domain/evaluation/limits'
import { operatorProcedure } from '../init'

export const run = operatorProcedure
  .input(RunEvaluation)
  .mutation(({ ctx, input }) => ctx.services.runEvaluation(input))
