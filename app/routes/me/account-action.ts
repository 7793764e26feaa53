import { redirect, type ActionFunctionArgs } from '@remix-run/node'
import { DomainError } from '~server/domain/errors'
import { readForm } from '~/ui/forms/read-form'
import { orResponse } from '~/lib/to-response'

/** The buttons of the page of one's own: `do` says which. */
export async function changeAccount({ request, context }: Pick<ActionFunctionArgs, 'request' | 'context'>) {
  return orResponse(context, async () => {
    const form = await readForm(request)
    const what = form.get('do')
    const session = form.get('session')
    if (what === 'end-session' && typeof session === 'string') {
      await context.trpc.account.endSessions({ session })
      return redirect('/me')
    }
    if (what !== 'sign-out' && what !== 'sign-out-everywhere' && what !== 'disconnect') {
      throw new DomainError('INPUT_INVALID', 'This is no button of the page.', {
        hint: 'Use the buttons of the page.',
      })
    }
    if (what === 'sign-out-everywhere') await context.trpc.account.endSessions({ all: true })
    if (what === 'disconnect') await context.trpc.account.disconnect()
    await context.access.signOut()
    return redirect(what === 'disconnect' ? '/me?disconnected' : '/')
  })
}
