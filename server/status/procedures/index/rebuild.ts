import { confirmedProcedure } from '../../../trpc/init'

export const rebuild = confirmedProcedure.mutation(({ ctx }) => ctx.services.rebuildIndex())
