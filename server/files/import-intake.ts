import { DomainError } from '../domain/errors'
import { checkStart } from './check-start'
import { createImportForm, type ArrivingFile } from './import-form'

export type ImportIntake = ReturnType<typeof createImportIntake>

type Options = {
  /** Of a file; what keeps it counts its bytes. */
  maxBytes: number
}

/** Boundaries, headers and fields of a form beside its file. */
const FORM_BYTES = 64 * 1024

/**
 * Takes files of tracks in while they arrive, and never in memory. A form is read to its end
 * even where its file is refused, or a browser would report a broken connection instead of the reason; beyond what a
 * form may be long at all it is not.
 */
export function createImportIntake({ maxBytes }: Options) {
  return {
    maxBytes,

    /**
     * Gives what `take` makes of the file of a form. Throws IMPORT_FILE_MISSING, FILE_NOT_A_TABLE or FILE_LAYOUT_UNKNOWN by
     * its start, INPUT_INVALID where it is no form, and what `take` and reading the body throw.
     */
    readForm: async <T>(
      body: ReadableStream<Uint8Array> | null,
      contentType: string | null,
      take: (file: ArrivingFile) => Promise<T>,
    ): Promise<T> => {
      const form = createImportForm(contentType, async (file) =>
        take({ ...file, body: await checkStart(file.body, file.filename) }),
      )
      if (body) await pump(body, form)
      return await form.finish()
    },
  }

  async function pump(
    body: ReadableStream<Uint8Array>,
    form: { push: (chunk: Uint8Array) => Promise<void>; abort: (error: unknown) => void },
  ): Promise<void> {
    const reader = body.getReader()
    let bytes = 0
    try {
      for (;;) {
        const { done, value } = await reader.read()
        if (done) return
        bytes += value.byteLength
        // Twice over: a little too large still gets to its end, and to the page that says so.
        if (bytes > 2 * maxBytes + FORM_BYTES) {
          throw new DomainError('FILE_TOO_LARGE', 'The file is larger than a file may be.')
        }
        await form.push(value)
      }
    } catch (error) {
      form.abort(error)
      throw error
    } finally {
      // Not `cancel`: it would end the connection on which the answer goes.
      reader.releaseLock()
    }
  }
}
