export { pageAddressBar } from './address-bar.js'
