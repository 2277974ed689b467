/** What `--help` prints. */
export const HELP = `Usage: lamplight-gateway --config FILE [--check-config]
  --config FILE    the configuration, YAML (sample-config.yaml explains it)
  --check-config   say whether the configuration is good, and end
  --new-key        print a new key and its hash for the configuration, and end
  --new-store-key  print a new key for the store, to be kept apart from it, and end
  --version        print the version, and end
  --help           print this, and end`;
