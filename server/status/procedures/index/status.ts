import { readProcedure } from '../../../trpc/init'

export const status = readProcedure.query(({ ctx }) => ctx.services.indexStatus())
