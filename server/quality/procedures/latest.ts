import { readProcedure } from '../../trpc/init'

export const latest = readProcedure.query(({ ctx }) => ctx.services.latestQuality())
