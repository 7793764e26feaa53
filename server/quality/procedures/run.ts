import { RunEvaluation } from '../domain/limits'
import { operatorProcedure } from '../../trpc/init'

export const run = operatorProcedure
  .input(RunEvaluation)
  .mutation(({ ctx, input }) => ctx.services.runEvaluation(input))
