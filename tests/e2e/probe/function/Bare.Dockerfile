FROM scratch
ENV BARE=yes
COPY . /var/task/
CMD ["app.handler"]
