# shellcheck shell=sh
# A private Dovecot on 127.0.0.1, for tests that source this file (and tls.sh).
#
#   dovecot_start DIR     starts it in DIR (absolute and short: socket paths end at 107 octets) and sets
#                         DOVECOT_IMAP, DOVECOT_IMAPS, DOVECOT_LMTP (ports), DOVECOT_CA, DOVECOT_MAIL
#   dovecot_stop          ends it, by its process id
#
# Any user name logs in with the password "secret"; the mailbox of USER is the Maildir
# $DOVECOT_MAIL/USER. DIR belongs to uid 65534 when the tests run as root, because
# Dovecot delivers as an ordinary user only.

dovecot_ports() {
	python3 -c '
import socket
held = [socket.socket() for _ in range(3)]
for s in held: s.bind(("127.0.0.1", 0))
print(*(s.getsockname()[1] for s in held))'
}

dovecot_config() {
	_user=$(id -un "$2") _group=$(id -gn "$2")
	cat <<-CONF
	base_dir = $1/run
	state_dir = $1/run
	log_path = $1/dovecot.log
	info_log_path = $1/dovecot.log
	protocols = imap lmtp
	listen = 127.0.0.1
	ssl = yes
	ssl_cert = <$1/tls/localhost.pem
	ssl_key = <$1/tls/localhost.key
	ssl_dh =
	ssl_min_protocol = TLSv1.2
	disable_plaintext_auth = no
	auth_mechanisms = plain login
	default_internal_user = $_user
	default_internal_group = $_group
	default_login_user = $_user
	first_valid_uid = $(id -u "$2")
	last_valid_uid = $(id -u "$2")
	first_valid_gid = $(id -g "$2")
	mail_location = maildir:$1/mail/%u
	mail_fsync = never
	mail_plugins =
	stats_writer_socket_path =
	passdb {
	  driver = static
	  args = password=secret
	}
	userdb {
	  driver = static
	  args = uid=$(id -u "$2") gid=$(id -g "$2") home=$1/mail/%u allow_all_users=yes
	}
	namespace inbox {
	  inbox = yes
	}
	service anvil {
	  chroot =
	  user = $_user
	}
	service imap-login {
	  chroot =
	  user = $_user
	  inet_listener imap {
	    port = $DOVECOT_IMAP
	  }
	  inet_listener imaps {
	    port = $DOVECOT_IMAPS
	    ssl = yes
	  }
	}
	service lmtp {
	  user = $_user
	  inet_listener lmtp {
	    port = $DOVECOT_LMTP
	  }
	}
	service imap {
	  user = $_user
	}
	service auth {
	  user = $_user
	}
	service auth-worker {
	  user = $_user
	}
	service stats {
	  chroot =
	  user = $_user
	  unix_listener stats-writer {
	    mode = 0600
	  }
	}
	protocol imap {
	  mail_max_userip_connections = 100
	}
	CONF
}

dovecot_start() {
	_as='' _uid=$(id -u)
	if [ "$_uid" = 0 ]; then
		_uid=65534
		_as="setpriv --reuid=65534 --regid=65534 --clear-groups"
	fi
	mkdir -p "$1/run" "$1/mail" "$1/tls" && chmod 755 "$1" "$1/run"
	[ -f "$1/tls/ca.pem" ] || tls_ca "$1/tls"
	tls_cert "$1/tls" localhost || return 1
	read -r DOVECOT_IMAP DOVECOT_IMAPS DOVECOT_LMTP <<-PORTS
	$(dovecot_ports)
	PORTS
	# Read by those who source this file.
	# shellcheck disable=SC2034
	DOVECOT_CA=$1/tls/ca.pem DOVECOT_MAIL=$1/mail
	dovecot_config "$1" "$_uid" >"$1/dovecot.conf"
	[ -z "$_as" ] || chown -R 65534:65534 "$1"
	$_as dovecot -F -c "$1/dovecot.conf" >/dev/null 2>&1 &
	DOVECOT_PID=$!
	for _try in $(seq 100); do
		python3 -c "import socket; socket.create_connection(('127.0.0.1', $DOVECOT_IMAP))" 2>/dev/null && return 0
		kill -0 "$DOVECOT_PID" 2>/dev/null || break
		sleep 0.1
	done
	cat "$1/dovecot.log" >&2
	return 1
}

dovecot_stop() {
	kill "$DOVECOT_PID" 2>/dev/null && wait "$DOVECOT_PID" 2>/dev/null
	return 0
}
