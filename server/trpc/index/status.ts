import { readProcedure } from '../init'

export const status = readProcedure.query(({ ctx }) => ctx.services.indexStatus())
