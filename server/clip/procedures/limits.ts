import { readProcedure } from '../../trpc/init'

export const limits = readProcedure.query(({ ctx }) => ctx.services.clipLimits())
