import { operatorProcedure } from '../../../trpc/init'

/** Reads every index file anew, so it is no question for guests. */
export const verify = operatorProcedure.mutation(({ ctx }) => ctx.services.verifyIndex())
