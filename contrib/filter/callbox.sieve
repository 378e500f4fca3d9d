# Dovecot Pigeonhole with the extprograms plugin. In its configuration:
#   sieve_plugins = sieve_extprograms
#   sieve_extensions = +vnd.dovecot.pipe
#   sieve_pipe_bin_dir = /etc/dovecot/sieve-pipe
# and there an executable callbox-filter:
#   #!/bin/sh
#   exec /usr/local/bin/callbox -c /etc/callbox/callbox.conf filter
require ["envelope", "subaddress", "copy", "vnd.dovecot.pipe"];

# :copy keeps the mail in the mailbox as well, so a failure loses nothing.
if envelope :user :is "to" "stories" {
	pipe :copy "callbox-filter";
}
