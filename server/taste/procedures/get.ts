import { readProcedure } from '../../trpc/init'

export const get = readProcedure.query(async ({ ctx }) => ctx.services.showTaste(await ctx.listener.find()))
