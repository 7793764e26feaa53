import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { DomainError } from '~server/domain/errors'
import { readForm } from './read-form'
import { orResponse } from './to-response'

/** The buttons of the page of one's own: `do` says which. */
export async function changeAccount({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  return orResponse(context, async () => {
    const form = await readForm(request)
    const what = form.get('do')
    if (what !== 'sign-out' && what !== 'disconnect') {
      throw new DomainError('INPUT_INVALID', 'This is no button of the page.', {
        hint: 'Use the buttons of the page.',
      })
    }
    if (what === 'disconnect') await context.trpc.account.disconnect()
    await context.access.signOut()
    return redirect(what === 'disconnect' ? '/me?disconnected' : '/')
  })
}
