import { operatorProcedure } from '../init'

export const rebuild = operatorProcedure.mutation(({ ctx }) => ctx.services.rebuildIndex())
