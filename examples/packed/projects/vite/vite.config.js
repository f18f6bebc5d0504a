import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

const settings = ['PUBLIC_ISSUER', 'PUBLIC_API']
const define = Object.fromEntries(settings.map(name => [`process.env.${name}`, JSON.stringify(process.env[name])]))

export default defineConfig({ plugins: [react()], define })
