import { mayImport, openProcedure } from '../../../trpc/init'

/** Whether whoever asks in a browser may import files, and how large one may be. */
export const rules = openProcedure.query(async ({ ctx }) => ({
  mayImport: await mayImport(ctx),
  ...ctx.services.importLimits(),
}))
