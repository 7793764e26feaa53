import { useTasteForm } from '~/ui/taste/taste-form'

/** Takes everything back; asked twice, since it cannot be undone. */
export function ClearTaste() {
  const { props, back } = useTasteForm()
  return (
    <details className="clear-taste">
      <summary>Remove everything</summary>
      <form {...props}>
        <p>All your clicks, for good. Download them first if you may want them again.</p>
        <input type="hidden" name="back" value={back} />
        <button name="clear" value="yes">
          Remove all my clicks
        </button>
      </form>
    </details>
  )
}
