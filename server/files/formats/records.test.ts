import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readRecords } from './records'

const WIDTH = 3
/** What a spreadsheet could hold, and what its writer would quote. */
const cell = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.constantFrom('', 'a,b', 'say "no"', 'two\nlines', '"', ',', ' padded ', 'é', '5" single'),
)
const table = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 12 })
const quote = (text: string) => `"${text.replaceAll('"', '""')}"`
const write = (text: string) => (/[",\r\n]/.test(text) ? quote(text) : text)

async function read(text: string, chunk: number) {
  const bytes = Buffer.from(text)
  async function* chunks() {
    for (let at = 0; at < bytes.length; at += chunk) {
      yield await Promise.resolve(bytes.subarray(at, at + chunk))
    }
  }
  const options = {
    delimiter: ',',
    newline: 0x0a,
    width: WIDTH,
    line: 2,
    maxRowBytes: 4096,
    shortRows: false,
  }
  const records = []
  for await (const some of readRecords(chunks(), options)) records.push(...some)
  return records
}

describe('records of a table', () => {
  it('are what was written, quoted where it must be or everywhere, in chunks of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        table,
        fc.boolean(),
        fc.constantFrom('\n', '\r\n'),
        fc.integer({ min: 1, max: 200 }),
        async (rows, everywhere, end, chunk) => {
          const toText = everywhere ? quote : write
          const text = rows.map((row) => row.map(toText).join(',') + end).join('')
          const records = await read(text, chunk)
          // Spaces around a field say nothing, and whoever reads one trims it.
          const trimmed = (fields: string[]) => fields.map((field) => field.trim())
          expect(records.map(({ fields }) => trimmed(fields))).toEqual(rows.map(trimmed))
          let line = 2
          for (const [i, { wrong, line: at }] of records.entries()) {
            expect([wrong, at]).toEqual([null, line])
            line += (rows[i]?.map(toText).join(',').match(/\n/g)?.length ?? 0) + 1
          }
        },
      ),
    )
  })

  it('cost a line where they are not: the lines around it are read', async () => {
    const wrong = fc.constantFrom('a,b', 'a,b,c,d', '"a,b,c', ',,,d')
    await fc.assert(
      fc.asyncProperty(wrong, fc.integer({ min: 1, max: 60 }), async (line, chunk) => {
        const records = await read(`1,"x ""y""",3\n${line}\n4,5,6\n`, chunk)
        expect(records.filter((record) => record.wrong === null).map(({ fields }) => fields[0])).toEqual([
          '1',
          '4',
        ])
        expect(records.find((record) => record.wrong !== null)?.line).toBe(3)
      }),
    )
  })
})
