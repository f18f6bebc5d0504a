const { PUBLIC_ISSUER, PUBLIC_API } = process.env

export default { env: { PUBLIC_ISSUER, PUBLIC_API } }
