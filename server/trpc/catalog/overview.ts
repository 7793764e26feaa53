import { readProcedure } from '../init'

export const overview = readProcedure.query(({ ctx }) => ctx.services.overview())
