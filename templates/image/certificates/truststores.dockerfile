COPY --chown=1000:0 certificates/ /opt/keycloak/conf/truststores/
