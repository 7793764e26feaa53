import { readProcedure } from '../init'

export const latest = readProcedure.query(({ ctx }) => ctx.services.latestQuality())
