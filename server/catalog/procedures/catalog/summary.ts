import { readProcedure } from '../../../trpc/init'

export const summary = readProcedure.query(({ ctx }) => ctx.services.summariseCatalog())
