/** What a report has to say of a file as a whole. */
export function ReportNotes({ notes }: { notes: readonly string[] }) {
  return notes.map((note) => (
    <p key={note} role="note">
      {note}
    </p>
  ))
}
