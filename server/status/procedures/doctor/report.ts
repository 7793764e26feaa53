import { readProcedure } from '../../../trpc/init'

export const report = readProcedure.query(async ({ ctx }) =>
  ctx.services.examine(await ctx.listener.findUser()),
)
