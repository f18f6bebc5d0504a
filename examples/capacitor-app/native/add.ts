import { addNativeProjects } from './projects.ts'

await addNativeProjects(process.cwd())
