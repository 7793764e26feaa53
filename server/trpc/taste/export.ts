import { toTasteExport } from '../../domain/taste/export'
import { readProcedure } from '../init'

/** `export` is a word of the language. */
export const exportTaste = readProcedure.query(async ({ ctx }) =>
  toTasteExport(await ctx.services.showTaste(await ctx.listener.find())),
)
