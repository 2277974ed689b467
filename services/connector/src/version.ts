/** Of this package; shown to the gateway and by `--version`. */
export const VERSION = '0.1.0';
