import { readProcedure } from '../init'

export const limits = readProcedure.query(({ ctx }) => ctx.services.clipLimits())
