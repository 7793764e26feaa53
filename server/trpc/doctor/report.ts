import { readProcedure } from '../init'

export const report = readProcedure.query(({ ctx }) => ctx.services.examine())
