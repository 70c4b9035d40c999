import { Button } from './button.tsx'

export default function Page() {
  return <Button />
}
