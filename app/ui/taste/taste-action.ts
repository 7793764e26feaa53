import { data, redirect, type ActionFunctionArgs } from '@remix-run/node'
import { toDomainError, type ErrorBody } from '~server/domain/errors'
import { ClickKind } from '~server/taste/domain/click'
import { parseInput } from '~server/domain/input/input'
import { toOwnPath } from '~server/domain/input/own-path'
import { readForm } from '~/ui/forms/read-form'
import { orResponse, toResponse } from '~/lib/to-response'

/** What a page that stays where it is learns: nothing more than whether it went well. */
export type TasteAnswer = { error: ErrorBody['error'] | null }

/** Where a page without JavaScript goes on after a click: the place that says what was clicked. */
const PLACE = '#taste'

/**
 * One button of a taste form: `kind` says something of `track` (in answer to `seed`), `undo` takes a click back by its
 * id, `forget` takes back whatever was said of a track, `clear` everything. With `back` the browser goes there
 * afterwards, and a failure is a page; without it the answer is data.
 */
export async function changeTaste({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  const form = await orResponse(context, () => readFields(request))
  const back = form.get('back')
  try {
    await change(form, context)
    return back === null ? data<TasteAnswer>({ error: null }) : redirect(toOwnPath(back, '/taste') + PLACE)
  } catch (error) {
    const response = toResponse(error, context)
    if (back !== null) throw response
    const { status, headers } = response
    return data<TasteAnswer>(
      { error: toDomainError(error).toBody(context.requestId).error },
      { status, headers },
    )
  }
}

type Form = { get: (name: string) => string | null }

async function change(form: Form, { trpc }: ActionFunctionArgs['context']): Promise<void> {
  const kind = form.get('kind')
  const [undo, forget] = [form.get('undo'), form.get('forget')]
  if (undo !== null) await trpc.taste.remove({ id: undo })
  else if (forget !== null) await trpc.taste.remove({ track: forget })
  else if (form.get('clear') !== null) await trpc.taste.clear()
  else {
    const said = parseInput(ClickKind, kind)
    await trpc.taste.set({ track: form.get('track') ?? '', kind: said, seed: form.get('seed') })
  }
}

async function readFields(request: Request): Promise<Form> {
  const form = await readForm(request)
  return {
    get: (name) => {
      const value = form.get(name)
      return typeof value === 'string' ? value : null
    },
  }
}
