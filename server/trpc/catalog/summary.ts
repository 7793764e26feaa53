import { readProcedure } from '../init'

export const summary = readProcedure.query(({ ctx }) => ctx.services.summariseCatalog())
