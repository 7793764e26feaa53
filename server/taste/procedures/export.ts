import { toTasteExport } from '../domain/export'
import { readProcedure } from '../../trpc/init'

/** `export` is a word of the language. */
export const exportTaste = readProcedure.query(async ({ ctx }) =>
  toTasteExport(await ctx.services.showTaste(await ctx.listener.find())),
)
