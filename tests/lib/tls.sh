# shellcheck shell=sh
# A test authority and certificates, for tests that source this file.
#
#   tls_ca DIR                       makes DIR/ca.pem and DIR/ca.key
#   tls_cert DIR NAME [SAN [DAYS]]   makes DIR/NAME.pem and DIR/NAME.key, signed by that authority
#   tls_self_signed DIR NAME         the same, signed by itself
#
# SAN is "DNS:localhost,IP:127.0.0.1" by default; negative DAYS make one that has expired.

tls_ca() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
		-subj '/CN=callbox test CA' -addext basicConstraints=critical,CA:TRUE \
		-addext keyUsage=critical,keyCertSign -keyout "$1/ca.key" -out "$1/ca.pem" 2>/dev/null
}

tls_cert() {
	_san=${3:-DNS:localhost,IP:127.0.0.1}
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj "/CN=$2" \
		-keyout "$1/$2.key" -out "$1/$2.csr" 2>/dev/null || return 1
	printf 'subjectAltName=%s\nbasicConstraints=CA:FALSE\nextendedKeyUsage=serverAuth\n' "$_san" >"$1/$2.ext"
	if [ "${4:-30}" -gt 0 ]; then
		openssl x509 -req -in "$1/$2.csr" -CA "$1/ca.pem" -CAkey "$1/ca.key" -CAcreateserial \
			-days "${4:-30}" -extfile "$1/$2.ext" -out "$1/$2.pem" 2>/dev/null
	else
		: >"$1/index.txt"
		: >"$1/index.txt.attr"
		printf '[ca]\ndefault_ca=c\n[c]\ndatabase=%s/index.txt\nnew_certs_dir=%s\nserial=%s/serial\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n' \
			"$1" "$1" "$1" >"$1/ca.conf"
		openssl ca -batch -config "$1/ca.conf" -create_serial -cert "$1/ca.pem" -keyfile "$1/ca.key" \
			-in "$1/$2.csr" -out "$1/$2.pem" -extfile "$1/$2.ext" -notext \
			-startdate 20200101000000Z -enddate 20200201000000Z 2>/dev/null
	fi
}

tls_self_signed() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 \
		-subj "/CN=localhost" -addext 'subjectAltName=DNS:localhost,IP:127.0.0.1' \
		-keyout "$1/$2.key" -out "$1/$2.pem" 2>/dev/null
}
