import { redirect } from 'next/navigation'

/** The inspector, which is there in development alone. */
export default function Page() {
  if (import.meta.env.DEV) redirect('/__afterword')
  return (
    <>
      <h1>Activity</h1>
      <p>
        What ran after each response is shown by the inspector, which is for development: run{' '}
        <code>npm run dev</code>, and open this page there.
      </p>
      <p>
        Of this server, <code>AFTERWORD_DEBUG=1 npm start</code> prints it in the terminal.
      </p>
    </>
  )
}
