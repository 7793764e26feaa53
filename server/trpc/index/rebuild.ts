import { confirmedProcedure } from '../init'

export const rebuild = confirmedProcedure.mutation(({ ctx }) => ctx.services.rebuildIndex())
